import { beforeEach, expect, test, vi } from 'vitest';

interface Change {
  isUpdate?: boolean;
  isExternal?: boolean;
}

const { workbox, listeners, runs } = vi.hoisted(() => {
  const listeners = new Map<string, (event: Change) => void>();
  return {
    listeners,
    workbox: {
      active: new Promise(() => undefined),
      addEventListener: (name: string, listener: (event: Change) => void) => listeners.set(name, listener),
      register: () => Promise.resolve(),
      messageSkipWaiting: vi.fn()
    },
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
vi.stubGlobal('navigator', { serviceWorker: {} });
vi.stubGlobal('crossOriginIsolated', true);
vi.stubEnv('DEV', false);

const { Pwa } = await import('./pwa.svelte');
let pwa: InstanceType<typeof Pwa>;

beforeEach(() => {
  vi.clearAllMocks();
  runs.all = [];
  runs.active = null;
  pwa = new Pwa();
  pwa.start();
});

test('a waiting version takes over when it is asked to, and the page reloads once it has', () => {
  expect(pwa.updateOffered).toBe(false);
  listeners.get('waiting')!({});
  expect(pwa.updateOffered).toBe(true);
  pwa.update();
  expect(workbox.messageSkipWaiting).toHaveBeenCalledOnce();
  expect(reload).not.toHaveBeenCalled();
  listeners.get('controlling')!({ isUpdate: true });
  expect(reload).toHaveBeenCalledOnce();
});

test('while a run trains a waiting version is neither offered nor let in', () => {
  runs.active = {};
  listeners.get('waiting')!({});
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
  listeners.get('controlling')!({ isExternal: true });
  expect(reload).not.toHaveBeenCalled();
  runs.active = null;
  expect(pwa.updateOffered).toBe(true);
  pwa.update();
  expect(reload).toHaveBeenCalledOnce();
});

test('the first version that takes over a page does not reload it', () => {
  listeners.get('controlling')!({});
  expect(reload).not.toHaveBeenCalled();
  expect(pwa.updateOffered).toBe(false);
});
