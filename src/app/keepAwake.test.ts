import { afterEach, expect, test, vi } from 'vitest';
import { keepAwake } from './keepAwake';

afterEach(() => vi.unstubAllGlobals());

test('the device is asked to stay awake again when the tab is shown, until the end', async () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const release = vi.fn();
  const request = vi.fn(() => Promise.resolve({ release }));
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { wakeLock: { request } });
  const show = (visibilityState: string) => {
    page.visibilityState = visibilityState;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  const end = keepAwake();
  expect(request).toHaveBeenCalledTimes(1);
  show('hidden');
  expect(request).toHaveBeenCalledTimes(1);
  show('visible');
  expect(request).toHaveBeenCalledTimes(2);
  end();
  await vi.waitFor(() => expect(release).toHaveBeenCalledTimes(1));
  show('visible');
  expect(request).toHaveBeenCalledTimes(2);
});

test('a browser without the means, or that refuses, is no error', async () => {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('navigator', {});
  keepAwake()();
  vi.stubGlobal('navigator', { wakeLock: { request: () => Promise.reject(new Error('low battery')) } });
  keepAwake()();
  await new Promise((done) => setTimeout(done));
});
