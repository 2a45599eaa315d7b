import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { DeviceLostError } from '../errors';
import { chooseBackend, useBackend, watchDevice } from './backend';

test('a lost WebGL context is told, where TF.js would wait for ever', async () => {
  await useBackend('webgl');
  const device = watchDevice();
  expect(device).toMatchObject({ isGraphicsCard: true });
  expect(device.isLost()).toBe(false);
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGLRenderingContext } }).gpgpu;
  gl.getExtension('WEBGL_lose_context')!.loseContext();
  expect(device.isLost()).toBe(true);
  await expect(device.lost).rejects.toThrow(DeviceLostError);
  await expect(device.lost).rejects.toThrow(/WebGL context was lost/);
  tf.removeBackend('webgl');
});

test('a lost WebGPU device is told with its reason', async () => {
  await useBackend('webgpu');
  const device = watchDevice();
  expect(device).toMatchObject({ isGraphicsCard: true });
  expect(device.isLost()).toBe(false);
  (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
  await expect(device.lost).rejects.toThrow(/went away while it computed/);
  expect(device.isLost()).toBe(true);
  tf.removeBackend('webgpu');
});

test('a backend that starts but fails its first matMul is not chosen, and does not end the choice', async () => {
  await useBackend('wasm');
  const kernel = tf.getKernel('BatchMatMul', 'wasm');
  tf.unregisterKernel('BatchMatMul', 'wasm');
  const { chosen, measured } = await chooseBackend();
  tf.registerKernel(kernel);
  expect(measured.wasm).toBeUndefined();
  expect(chosen).toBe('cpu');
}, 120_000);
