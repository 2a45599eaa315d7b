import { wrap, type Remote } from 'comlink';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PhonemiseApi } from '../../tools/phonemiseWorker';
import { espeakCache } from './espeakNg';
import { phonemise } from './phonemise';

const german = 'Der Zug fährt um 7 Uhr ab.';
const germanSounds = 'dɛɾ tsˈuːk fˈɛːɾt ʊm zˈiːbən ˈuːɾ ˈap.';

function startWorker(): Remote<PhonemiseApi> {
  const worker = new Worker(new URL('../../tools/phonemiseWorker.ts', import.meta.url), { type: 'module' });
  onTestFinished(() => worker.terminate());
  return wrap<PhonemiseApi>(worker);
}

it('gives the same phonemes in the browser as in Node, and needs only the small build for English', async () => {
  expect(await phonemise('In being comparatively modern, at $2!', 'en-us')).toBe(
    'ɪn bˌiːɪŋ kəmpˈæɹətˌɪvli mˈɑːdɚn, æt tˈuː dˈɑːlɚz!'
  );
  expect(await phonemise('modern water', 'en-gb')).toBe('mˈɒdən wˈɔːtə');
  expect(await caches.has(espeakCache)).toBe(false);
});

describe('other languages', () => {
  it('ask to go online where this build of eSpeak NG is not there yet, and work when it is', async () => {
    const cache = await caches.open(espeakCache);
    await cache.put('/of-another-build.wasm', new Response());
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new TypeError('offline'));
    await expect(phonemise(german, 'de')).rejects.toThrow('Go online once and try again');
    expect(await phonemise(german, 'de')).toBe(germanSounds);
    expect(fetched).toHaveBeenCalledTimes(2);
    fetched.mockRestore();
    expect((await cache.keys()).map(({ url }) => url)).toEqual([
      expect.stringMatching(`^${location.origin}/.*espeak-ng.*\\.wasm`)
    ]);
  });

  it('are phonemised in a worker from what was kept, without the network', async () => {
    const api = startWorker();
    await api.goOffline();
    const both = [api.phonemise(german, 'de'), api.phonemise('Привет, как дела?', 'ru')];
    expect(await Promise.all(both)).toEqual([germanSounds, 'prʲivʲˈet, kˈɑk dʲˈeɭa?']);
  });

  it('are phonemised in a worker that loads eSpeak NG from our own origin', async () => {
    await caches.delete(espeakCache);
    expect(await startWorker().phonemise(german, 'de')).toBe(germanSounds);
    expect(await (await caches.open(espeakCache)).keys()).toHaveLength(1);
  });
});
