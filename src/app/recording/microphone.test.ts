import { afterEach, describe, expect, it, vi } from 'vitest';
import { openMicrophone, reasonFor, unmet } from './microphone';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a microphone', () => {
  it('says each thing that the browser did not switch off', () => {
    expect(unmet({ echoCancellation: false, noiseSuppression: false, autoGainControl: false })).toEqual([]);
    const said = unmet({ echoCancellation: true, autoGainControl: true, channelCount: 2 });
    expect(said).toEqual([
      expect.stringContaining('its echo cancellation on'),
      expect.stringContaining('its automatic gain control on'),
      expect.stringContaining('gives 2 channels')
    ]);
  });

  it('says nothing of what the browser does not tell', () => {
    expect(unmet({})).toEqual([]);
  });

  it.each([
    ['NotAllowedError', 'did not allow the microphone. Allow it'],
    ['NotFoundError', 'no microphone on this device. Plug one in'],
    ['NotReadableError', 'another program may be using it']
  ])('that does not open for %s is said with what to do', (name, sentence) => {
    expect(reasonFor(new DOMException('x', name))).toContain(sentence);
  });

  it('that does not open for another reason is said with that reason', () => {
    expect(reasonFor(new TypeError('odd'))).toContain('(odd)');
  });

  it('is refused where the browser has none to give', async () => {
    vi.stubGlobal('navigator', {});
    const opened = openMicrophone(
      null,
      () => undefined,
      () => undefined
    );
    await expect(opened).rejects.toThrow('This browser cannot record here. Open the page over https');
  });
});
