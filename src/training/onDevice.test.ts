import { expect, test } from 'vitest';
import { DeviceLostError, DivergedError } from '../errors';
import type { DeviceWatch } from '../model/backend';
import { onDevice } from './onDevice';

function device(isGraphicsCard: boolean, lost: Promise<never> = new Promise(() => undefined)): DeviceWatch {
  let gone = false;
  lost.catch(() => (gone = true));
  return { isGraphicsCard, lost, isLost: () => gone };
}
const never = () => new Promise<never>(() => undefined);

test('work that a lost card never answers ends with its loss', async () => {
  const loss = Promise.reject(new DeviceLostError('gone'));
  await expect(onDevice(device(true, loss), never)).rejects.toThrow(DeviceLostError);
});

test('what fails on a graphics card without a reason of its own counts as a loss of the card', async () => {
  const fail = (error: Error) => () => Promise.reject(error);
  await expect(onDevice(device(true), fail(new TypeError('no buffer')))).rejects.toThrow(
    /graphics card failed while it computed \(no buffer\)/
  );
  await expect(onDevice(device(true), fail(new DivergedError('no number')))).rejects.toThrow(DivergedError);
  await expect(onDevice(device(false), fail(new TypeError('a fault')))).rejects.toThrow(TypeError);
});

test('what a card computed before it was told to be lost is not taken', async () => {
  const watch: DeviceWatch = {
    ...device(true, Promise.reject(new DeviceLostError('gone'))),
    isLost: () => true
  };
  await expect(onDevice(watch, () => Promise.resolve(1))).rejects.toThrow(DeviceLostError);
  expect(await onDevice(device(true), () => Promise.resolve(1))).toBe(1);
});
