import { expect, it, vi } from 'vitest';
import { espeakIpa } from './espeakNg';

it('one instance serves all calls, as if each were the first, and its memory does not grow', async () => {
  const instantiate = vi.spyOn(WebAssembly, 'instantiate');
  const sentence = (i: number) => `Satz ${i} von vielen`;
  const [first] = await Promise.all([espeakIpa(sentence(0), 'gmw/de'), espeakIpa('Привет', 'zle/ru')]);
  const { instance } = await (instantiate.mock.results[0]!
    .value as Promise<WebAssembly.WebAssemblyInstantiatedSource>);
  const memory = instance.exports['memory'] as WebAssembly.Memory;
  const size = memory.buffer.byteLength;
  const results = new Set<string>();
  for (let i = 0; i < 500; i++) results.add(await espeakIpa(sentence(i), i % 2 ? 'zle/ru' : 'gmw/de'));
  expect(results.size).toBe(500);
  // Far longer than a person's sentence.
  expect((await espeakIpa('und so weiter, '.repeat(2000), 'gmw/de')).split('\n').length).toBeGreaterThan(
    1000
  );
  expect(await espeakIpa(sentence(0), 'gmw/de')).toBe(first);
  expect(memory.buffer.byteLength).toBe(size);
  expect(size).toBe(32 * 2 ** 20);
  expect(instantiate).toHaveBeenCalledTimes(1);
});
