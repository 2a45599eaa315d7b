/** `node speakWithSherpa.mjs REQUEST.json FOLDER`: speaks each sentence to FOLDER/<index>.f32, as raw floats. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sherpa from 'sherpa-onnx-node';

const [request, folder] = /** @type {[string, string]} */ (process.argv.slice(2));
const { vits, sentences } = JSON.parse(readFileSync(request, 'utf8'));
const voice = new sherpa.OfflineTts({
  model: { vits, numThreads: 1, provider: 'cpu' },
  maxNumSentences: 1
});
// silenceScale 1 leaves pauses as they are; generate takes it here, not from the voice's options.
for (const [i, text] of sentences.entries()) {
  const { samples } = voice.generate({
    text,
    enableExternalBuffer: false,
    generationConfig: { silenceScale: 1, speed: 1, sid: 0 }
  });
  writeFileSync(
    join(folder, `${i}.f32`),
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
  );
}
