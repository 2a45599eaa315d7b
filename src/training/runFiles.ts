/** What a run leaves for its owner: a zip of train.log, finetune_config.json, measures.json and the best weights. */
import { zipSync } from 'fflate';
import { NotFoundError } from '../errors';
import type { Run, RunFilesRecord, RunRecord } from '../store/records';
import { getRun, getRunFiles } from '../store/runs';

/** The zip of a finished run. @throws NotFoundError if there is no such run, or it has not ended */
export async function filesOfRun(id: string): Promise<Blob> {
  const [run, files] = await Promise.all([getRun(id), getRunFiles(id)]);
  if (!run || !files) throw new NotFoundError(`The run "${id}" has no files yet: they come when it ends.`);
  return new Blob([packRunFiles(run, files)], { type: 'application/zip' });
}

function packRunFiles(run: Run, { best, measures }: RunFilesRecord): Uint8Array<ArrayBuffer> {
  const text = (content: string) => new TextEncoder().encode(content);
  return zipSync({
    'train.log': text(trainLog(run)),
    'finetune_config.json': text(finetuneConfig(run)),
    'measures.json': text(measures),
    // Weights hardly shrink: they are stored, which makes the download instant.
    'best_model.safetensors': [best, { level: 0 }]
  });
}

/** The log as text, a line each. */
export function trainLog({ log }: Run): string {
  return log.map((line) => `${line}\n`).join('');
}

/** What the run was asked to do, as JSON. */
export function finetuneConfig({ id, dataset, settings, backend, skipped }: RunRecord): string {
  return JSON.stringify(
    { run: id, dataset, ...settings, backend_used: backend, skipped_clips: skipped },
    null,
    2
  );
}
