import { beforeEach, expect, test, vi } from 'vitest';

const { workbox, container, tell, runs } = vi.hoisted(() => {
  const listeners = new Map<string, () => void>();
  const addEventListener = (name: string, listener: () => void) => listeners.set(name, listener);
  return {
    /** lets an event happen */
    tell: (event: 'waiting' | 'controllerchange') => listeners.get(event)!(),
    workbox: {
      active: new Promise(() => undefined),
      addEventListener,
      register: () => Promise.resolve(),
      messageSkipWaiting: vi.fn()
    },
    container: { addEventListener, controller: null as object | null },
    runs: { all: [] as unknown[] | null, active: null as object | null }
  };
});
vi.mock('workbox-window', () => ({
  Workbox: vi.fn(function () {
    return workbox;
  })
}));
vi.mock('./runs.svelte', () => ({ runs }));

const reload = vi.fn();
vi.stubGlobal('location', { reload });
vi.stubGlobal('addEventListener', vi.fn());
vi.stubGlobal('navigator', { serviceWorker: container });
vi.stubGlobal('crossOriginIsolated', true);
vi.stubEnv('DEV', false);

const { Pwa } = await import('./pwa.svelte');
let pwa: InstanceType<typeof Pwa>;

function open(controller: object | null): void {
  container.controller = controller;
  pwa = new Pwa();
  pwa.start();
}

beforeEach(() => {
  vi.clearAllMocks();
  runs.all = [];
  runs.active = null;
  open({});
});

test('a waiting version takes over when it is asked to, and the page reloads once it has', () => {
  expect(pwa.updateOffered).toBe(false);
  tell('waiting');
  expect(pwa.updateOffered).toBe(true);
  pwa.update();
  expect(workbox.messageSkipWaiting).toHaveBeenCalledOnce();
  expect(reload).not.toHaveBeenCalled();
  tell('controllerchange');
  expect(reload).toHaveBeenCalledOnce();
});

test('while a run trains a waiting version is neither offered nor let in', () => {
  runs.active = {};
  tell('waiting');
  expect(pwa.updateWaiting).toBe(true);
  expect(pwa.updateOffered).toBe(false);
  pwa.update();
  expect(workbox.messageSkipWaiting).not.toHaveBeenCalled();
  runs.active = null;
  runs.all = null;
  expect(pwa.updateOffered).toBe(false);
});

test('a page that trains outlives a change of version in another tab, and is reloaded when asked later', () => {
  runs.active = {};
  tell('controllerchange');
  expect(reload).not.toHaveBeenCalled();
  runs.active = null;
  expect(pwa.updateOffered).toBe(true);
  pwa.update();
  expect(reload).toHaveBeenCalledOnce();
});

test('the first version that takes over a page does not reload it, the next one does', () => {
  open(null);
  tell('controllerchange');
  expect(reload).not.toHaveBeenCalled();
  expect(pwa.updateOffered).toBe(false);
  tell('controllerchange');
  expect(reload).toHaveBeenCalledOnce();
});
