/**
 * `npm run checks -- --data FOLDER [--accent en-us]`: prints what the checks find in a folder of recordings and their
 * list, and the health of the whole, as JSON. What it goes through and the time for each clip is on stderr.
 */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkKey, ClipChecker } from '../src/dataset/checks/checkClip';
import { judgeClips, type JudgedRecord } from '../src/dataset/checks/judgeClips';
import { TextFit } from '../src/dataset/checks/textFit';
import { BadFileError, InvalidInputError, OwnvoiceError } from '../src/errors';
import { checkedLanguage } from '../src/espeakVoices';
import type { Language } from '../src/languages';
import { newSpeaker } from '../src/model/baseVoice';
import { clipName } from '../src/store/clipName';
import type { CheckRecord } from '../src/store/records';
import { readTranscriptList } from '../src/text/transcriptLists';
import { readBase } from './golden';
import { nodeDecoder } from './nodeDecoder';
import { useWasm } from './parity';
import { recordingsIn } from './recordingsIn';

const usage = 'npm run checks -- --data FOLDER [--accent en-us]';

function readOptions(): { data: string; language: Language } {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, accent: { type: 'string', default: 'en-us' } }
  });
  const { data } = values;
  if (!data) throw new InvalidInputError(`Usage: ${usage}`);
  return { data: resolve(data), language: checkedLanguage(values.accent) };
}

/** Transcripts of a folder's lists, by clip name. */
function readTranscripts(lists: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const list of lists)
    for (const { file, text } of readTranscriptList(basename(list), readFileSync(list)).entries)
      texts.set(clipName(file), text.replace(/\s+/g, ' ').trim());
  return texts;
}

async function main(): Promise<void> {
  const { data, language } = readOptions();
  const { audio, lists } = recordingsIn(data);
  const texts = readTranscripts(lists);
  const decoder = await nodeDecoder();
  await useWasm();
  const checker = new ClipChecker(new TextFit(newSpeaker(readBase()).acoustic));
  const clips: (JudgedRecord & { pcm: Float32Array })[] = [];
  const failed: { clip: string; problem: string }[] = [];
  for (const [added, file] of audio.entries()) {
    const id = clipName(file);
    if (clips.some((clip) => clip.id === id)) {
      failed.push({ clip: id, problem: 'There is another recording of this name. Rename one of them.' });
      continue;
    }
    try {
      const pcm = await decoder.decode(new Uint8Array(readFileSync(file)), () => undefined);
      const transcript = texts.get(id) ?? '';
      const ready = { state: 'ready' as const, excluded: false, edit: null, reviewed: [] };
      clips.push({ id, added, samples: pcm.length, transcript, pcm, ...ready });
    } catch (error) {
      if (!(error instanceof BadFileError)) throw error;
      failed.push({ clip: id, problem: error.message });
    }
  }
  const started = performance.now();
  const transcripts = clips.map(({ transcript }) => transcript);
  const checks = new Map<string, Pick<CheckRecord, 'key' | 'findings' | 'facts'>>();
  for (const clip of clips) {
    const checked = await checker.check(clip.pcm, clip.transcript, language, transcripts);
    checks.set(clip.id, { key: checkKey(clip, language), ...checked });
    if (process.stderr.isTTY) process.stderr.write(`\r${checks.size} of ${clips.length}`);
  }
  const each = (performance.now() - started) / Math.max(1, clips.length);
  process.stderr.write(`\r${clips.length} clips checked, ${each.toFixed(0)} ms a clip\n`);
  const { findings, health } = judgeClips(clips, checks, language);
  const found = [...findings].flatMap(([clip, list]) => list.map((finding) => ({ clip, ...finding })));
  console.log(JSON.stringify({ health, checks: found, failed }, null, 2));
}

main().catch((error: unknown) => {
  const told = error instanceof OwnvoiceError || (error instanceof Error && 'code' in error);
  console.error(told ? error.message : error);
  process.exitCode = 1;
});
