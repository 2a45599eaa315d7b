/** Records of a page that has been used for a while, written straight into its database: for looking, not for training. */
import type { Page } from 'playwright';
import type {
  ClipRecord,
  DatasetRecord,
  HistoryPoint,
  RunGain,
  RunRecord,
  VoiceRecord
} from '../src/store/records';

const day = 86_400_000;
const epoch = Date.UTC(2026, 0, 1);
const sentences = [
  'Printing, in the only sense with which we are at present concerned, differs from most arts.',
  'In being comparatively modern.',
  'For although the Chinese took impressions from wood blocks engraved in relief for centuries before',
  '',
  'The Middle Ages brought calligraphy to perfection.'
];

const dataset: DatasetRecord = {
  version: 2,
  id: 'jane',
  accent: 'en-us',
  created: epoch,
  consent: null,
  deleted: null
};

const clips = Array.from({ length: 24 }, (_, i): ClipRecord => {
  const name = `jane-${String(i + 1).padStart(3, '0')}`;
  const state = i === 6 ? 'failed' : 'ready';
  return {
    version: 2,
    id: `jane/${name}`,
    dataset: 'jane',
    name,
    fileName: `${name}.mp3`,
    bytes: 64_000,
    state,
    transcript: sentences[i % sentences.length]!,
    problem: state === 'failed' ? 'This file holds no audio. Export or copy the recording again.' : null,
    samples: state === 'ready' ? 22_050 * (2 + (i % 5)) : 0,
    hash: null,
    edit: null,
    excluded: false,
    reviewed: [],
    added: epoch + i,
    deleted: null
  };
});

function history(): HistoryPoint[] {
  const points: HistoryPoint[] = [];
  for (let step = 0; step <= 130; step++) {
    const loss = 1 + 1.2 * Math.exp(-step / 30) + 0.08 * Math.sin(step * 7);
    points.push({ epoch: Math.floor(step / 21), step, loss });
  }
  for (const epoch of [0, 1, 2, 3, 4, 5, 6]) {
    const total = 1.1 + 1.1 * Math.exp(-epoch / 1.2);
    const parts = {
      mel: 0.36 * total,
      f0: 0.2 * total,
      voicing: 0.12 * total,
      aligner: 0.28 * total,
      prosody: 0.5 * total,
      total
    };
    points.push({ epoch, step: 21 * epoch, loss: Number.NaN, heldOut: parts });
  }
  return points.sort((a, b) => a.step - b.step);
}

const run: RunRecord = {
  version: 4,
  id: 'jane_20260102030405',
  dataset: 'jane',
  base: 2,
  settings: {
    epochs: 10,
    batchSize: 4,
    learningRate: 5e-4,
    validation: 0.1,
    heldOut: null,
    earlyStopping: true,
    seed: 0,
    backend: null
  },
  state: 'paused',
  progress: {
    phase: 'training',
    epoch: 6,
    epochs: 10,
    step: 130,
    steps: 210,
    stepsPerSecond: 0.8,
    secondsLeft: 400
  },
  bestLoss: 1.11,
  backend: 'Training runs on the processor (wasm, 4 threads).',
  skipped: [{ clip: 'jane/jane-004', reason: 'It has no transcript.' }],
  error: null,
  note: null,
  created: epoch + day,
  finished: null,
  voice: null
};

const gain: RunGain = {
  run: run.id,
  pointsBefore: 0,
  linesBefore: 0,
  points: history(),
  lines: ['22 clips prepared', 'paused']
};

/** A sentence that grows clearer. */
const takes = [0, 1, 2, 3, 4, 5, 6].map((epoch) => ({
  version: 1,
  run: run.id,
  epoch,
  clip: 'jane-003',
  text: 'Nobody expected snow in the first week of May.',
  frames: 250
}));

const finishedRun: RunRecord = {
  ...run,
  id: 'jane_20260101030405',
  state: 'completed',
  progress: null,
  created: epoch,
  finished: epoch + 900_000,
  voice: 'en_US-jane-medium'
};

const voice: VoiceRecord = {
  version: 2,
  id: 'en_US-jane-medium',
  name: 'Jane',
  stem: 'en_US-jane-medium',
  origin: 'trained',
  base: 2,
  measures: {
    clips: 3,
    mel: 0.36,
    recordings: { frames: 1500, pauses: 9, movement: 1, periodicity: [0.91, 0.64, 0.53, 0.43, 0.29] },
    voice: { frames: 1545, pauses: 8, movement: 0.97, periodicity: [0.93, 0.62, 0.44, 0.32, 0.19] }
  },
  run: finishedRun.id,
  dataset: 'jane',
  espeakVoice: 'en-us',
  sampleRate: 22_050,
  minutes: 1.2,
  clips: 22,
  modelCard: '# Jane\nTrained from 22 clips.',
  created: epoch + 900_000,
  deleted: null
};

/** Fills the app's database. Its page must have been opened before, and be reloaded after. */
export async function recordedLife(page: Page): Promise<void> {
  await page.evaluate(
    async (records) => {
      const db = await new Promise<IDBDatabase>((opened, failed) => {
        const request = indexedDB.open('ownvoice');
        request.onsuccess = () => opened(request.result);
        request.onerror = () => failed(request.error);
      });
      const transaction = db.transaction(
        ['datasets', 'clips', 'audio', 'runs', 'runGains', 'takes', 'voices'],
        'readwrite'
      );
      transaction.objectStore('datasets').put(records.dataset);
      for (const clip of records.clips) {
        transaction.objectStore('clips').put(clip);
        if (clip.samples === 0) continue;
        // Syllables of a hum: what a waveform of speech looks like from afar.
        const pcm = new Float32Array(clip.samples);
        for (let i = 0; i < pcm.length; i++)
          pcm[i] = 0.6 * Math.sin(i / 9) * Math.sin(i / 3000 + clip.added) * Math.sin(i / 21_000);
        transaction.objectStore('audio').put({ id: clip.id, pcm });
      }
      for (const one of records.runs) transaction.objectStore('runs').put(one);
      for (const one of records.gains) transaction.objectStore('runGains').put(one);
      for (const { frames, ...one } of records.takes) {
        // Three formants that wander; before much training they are smeared.
        const [recording, mel] = [0, 8 / (1 + one.epoch)].map((blur) =>
          Uint8Array.from({ length: 80 * frames }, (_, i) => {
            const [frame, band] = [Math.floor(i / 80), i % 80];
            const heard = Math.sin(frame / 11) * Math.sin(frame / 37) > -0.2 ? 1 : 0.15;
            const formants = [8, 24, 46].map((centre, k) => {
              const away = (band - centre - (6 - k) * Math.sin(frame / (17 + 5 * k))) / (3 + blur);
              return Math.exp(-away * away);
            });
            return 40 + heard * 190 * Math.min(1, Math.max(...formants) + 0.1 * Math.sin(band * frame));
          })
        );
        const pcm = Int16Array.from(
          { length: 256 * frames },
          (_, i) => 9000 * Math.sin(i / 9) * Math.sin(i / 3000)
        );
        transaction.objectStore('takes').put({ ...one, pcm, recording, mel });
      }
      transaction.objectStore('voices').put(records.voice);
      await new Promise((done) => (transaction.oncomplete = done));
      db.close();
    },
    {
      dataset,
      clips,
      runs: [run, finishedRun],
      gains: [gain, { ...gain, run: finishedRun.id }],
      takes,
      voice
    }
  );
}
