/** The part of tools/bench/conversion.ts that runs in the page. */
import { addFiles, listClips } from '../../src/store/clips';
import { createDataset, deleteDataset, purgeDatasets } from '../../src/store/datasets';
import { convertPool } from '../../workers/startConverters';

export interface ConversionTimes {
  /** ms from the drop to the last clip, FFmpeg loaded and compiled on the way */
  first: number;
  /** the same with FFmpeg at work already */
  warm: number;
  /** seconds of audio converted */
  seconds: number;
  workers: number;
}

/** Converts the recordings at these addresses twice. @throws Error if a clip fails */
export async function measure(addresses: string[]): Promise<ConversionTimes> {
  const files = await Promise.all(
    addresses.map(async (address) => ({ name: address, file: await (await fetch(address)).blob() }))
  );
  const pool = convertPool();
  const times: number[] = [];
  let samples = 0;
  for (let round = 0; round < 2; round++) {
    await createDataset('bench', 'en-us');
    const started = performance.now();
    pool.add((await addFiles('bench', files)).ids);
    await pool.finished();
    times.push(performance.now() - started);
    const clips = await listClips('bench');
    const failed = clips.find((clip) => clip.state !== 'ready');
    if (failed) throw new Error(`${failed.name}: ${failed.problem}`);
    samples = clips.reduce((sum, clip) => sum + clip.samples, 0);
    await deleteDataset('bench');
    await purgeDatasets();
  }
  await pool.cancel();
  return { first: times[0]!, warm: times[1]!, seconds: samples / 22050, workers: pool.size };
}
