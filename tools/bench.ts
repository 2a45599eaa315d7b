/** `npm run bench`: conversion, training and synthesis, measured in one run and printed with their targets. */
import { existsSync } from 'node:fs';
import { benchConversion } from './bench/conversion';
import { benchSynthesis } from './bench/synthesis';
import { benchTraining } from './bench/training';

const fullSet = new URL('../../shared/voices/lj102/mp3', import.meta.url).pathname;

function line(what: string, measured: string, target = ''): void {
  console.log(`${what.padEnd(44)} ${measured.padEnd(34)} ${target}`);
}

const training = await benchTraining();
for (const [backend, { threads, matMul, acoustic, acousticSpeed, vocoder }] of Object.entries(training)) {
  line(
    `${backend}: plain matMul`,
    `${matMul.toFixed(1)} GFLOPS on ${threads} thread${threads > 1 ? 's' : ''}`
  );
  line(
    `${backend}: acoustic step, 4 clips of 5 s`,
    `${acoustic.toFixed(0)} ms, ${acousticSpeed.toFixed(1)} GFLOPS`
  );
  line(
    `${backend}: share of plain matMul`,
    `${((100 * acousticSpeed) / matMul).toFixed(0)} %`,
    backend === 'wasm' ? 'target: at least 40 %' : ''
  );
  line(`${backend}: vocoder step, 12 segments`, `${vocoder.toFixed(0)} ms`);
}
const { oneThread, twoThreads } = await benchSynthesis();
line(
  `synthesis of ${oneThread.seconds.toFixed(1)} s, one thread`,
  `${oneThread.realTimeFactor.toFixed(3)} of real time`,
  'target: at most 0.07'
);
line(
  `first audio of ${twoThreads.seconds.toFixed(1)} s, two threads`,
  `${twoThreads.firstAudio.toFixed(0)} ms`,
  'target: under 150 ms'
);
const conversion = await benchConversion(existsSync(fullSet) ? fullSet : undefined);
line(
  `conversion of ${conversion.files} recordings`,
  `${conversion.ratio.toFixed(2)} x native ffmpeg's time`,
  'target: at most 4'
);
