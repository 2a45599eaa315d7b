import { expect, test } from 'vitest';
import type { BackendName } from '../model/backend';
import { successors } from './deviceBackend';

const after = (...lost: BackendName[]) => successors(lost.map((backend) => ({ backend, why: '' })));

test('a backend that fails is tried once more, then the simpler ones', () => {
  expect(after('webgpu')).toEqual(['webgpu', 'webgl', 'wasm']);
  expect(after('webgpu', 'webgpu')).toEqual(['webgl', 'wasm']);
  expect(after('webgpu', 'webgpu', 'webgl')).toEqual(['webgl', 'wasm']);
  expect(after('webgpu', 'webgl')).toEqual(['webgl', 'wasm']);
  expect(after('webgl', 'webgl')).toEqual(['wasm']);
});
