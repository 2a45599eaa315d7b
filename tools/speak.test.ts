import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wavSampleRate } from '../src/audio/wav';
import { builtInFiles } from '../src/onnx/builtInVoices';
import { storedContents } from '../src/onnx/voiceRecords';
import { packVoice } from '../src/onnx/voiceZip';
import { builtInVoices } from '../src/store/builtInVoices';
import { withPronunciations } from '../src/store/pronunciations';
import { readBase } from './golden';

const folder = mkdtempSync(join(tmpdir(), 'speak-'));
const voice = join(folder, 'voice.zip');
const file = (name: string) => join(folder, name);

/** What the command prints, or the error it ends with. */
function speak(...args: string[]): string {
  try {
    return execFileSync('npx', ['tsx', 'tools/speak.ts', '--voice', voice, ...args], {
      encoding: 'utf8',
      stdio: 'pipe'
    });
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

beforeAll(() => {
  const [kath] = builtInVoices;
  const contents = storedContents(kath, builtInFiles(readBase(), kath));
  const about = withPronunciations(contents.about, [{ word: 'tomato', sound: '[[təmˈɑːtoʊ]]' }]);
  writeFileSync(voice, packVoice({ ...contents, about }));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run speak', () => {
  it('writes WAV, with subtitles beside it', { timeout: 120_000 }, () => {
    speak('--text', 'Hello there, Dr. Lee.', '--out', file('a.wav'), '--subtitles', 'srt');
    expect(wavSampleRate(readFileSync(file('a.wav')))).toBe(22050);
    expect(readFileSync(file('a.srt'), 'utf8')).toMatch(
      /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\nHello there, Dr. Lee.\n$/
    );
  });

  it('writes Opus, by its name, of a file of SSML', { timeout: 120_000 }, () => {
    writeFileSync(file('text.ssml'), '<speak>One <break time="1s"/> two.</speak>');
    speak('--ssml', '--file', file('text.ssml'), '--out', file('a.opus'));
    const bytes = readFileSync(file('a.opus'));
    expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
    expect(bytes.length).toBeGreaterThan(3000);
  });

  it('prints how a text is read, by the list of the voice too', { timeout: 120_000 }, () => {
    expect(speak('--reading', '--text', 'A tomato: $5')).toBe(
      'A\tA\tɐ\ntomato\t[[təmˈɑːtoʊ]]\ttəmˈɑːtoʊ\n$5\tfive dollars\tfˈaɪv dˈɑːlɚz\nɐ təmˈɑːtoʊ: fˈaɪv dˈɑːlɚz\n'
    );
  });

  it('says what is wrong', { timeout: 120_000 }, () => {
    expect(speak('--text', 'a')).toContain('Usage: npm run speak');
    expect(speak('--text', 'a', '--out', 'b', '--format', 'flac')).toContain(
      '--format must be wav or mp3 or opus; it is "flac".'
    );
    expect(speak('--ssml', '--text', 'a', '--out', 'b')).toContain('the text must be SSML');
    expect(speak('--text', '<speak>a<speak>', '--reading')).toContain('line 1, column 16');
  });
});
