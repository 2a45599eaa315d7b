/** `npm run base -- FOLDER`: checks the base voice in a folder and puts it in the place of the present one. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadFileError, InvalidInputError, OwnvoiceError } from '../src/errors';
import { checkBase } from './checkBase';

const names = ['base.safetensors', 'golden.safetensors', 'MODEL_CARD.md'] as const;

/** A card is written beside the recipe; in the repository its paths are these. */
function withPaths(card: string): string {
  return card
    .replaceAll('`golden.safetensors`', '`tools/base-model/golden.safetensors`')
    .replaceAll('(MODEL.md)', '(`docs/MODEL.md`)')
    .replaceAll('`recipe/`', '`tools/base-model/`');
}

/**
 * Puts the base voice of a folder in place, after all checks: where one fails, nothing is written.
 * @param folder holds base.safetensors, golden.safetensors and MODEL_CARD.md
 * @param repository root of the repository
 * @throws BadFileError if a file is missing or does not fit
 */
export function useBase(folder: string, repository: string): void {
  for (const name of names)
    if (!existsSync(join(folder, name)))
      throw new BadFileError(`${folder} should hold ${names.join(', ')}: ${name} is missing.`);
  const base = readFileSync(join(folder, 'base.safetensors'));
  const golden = readFileSync(join(folder, 'golden.safetensors'));
  const modelCard = readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8');
  const places = {
    base: join(repository, 'public/base/base.safetensors'),
    golden: join(repository, 'tools/base-model/golden.safetensors'),
    modelCard: join(repository, 'public/base/MODEL_CARD.md')
  };
  checkBase(
    { base, golden, modelCard },
    { base: readFileSync(places.base), golden: readFileSync(places.golden) }
  );
  writeFileSync(places.base, base);
  writeFileSync(places.golden, golden);
  writeFileSync(places.modelCard, withPaths(modelCard));
}

function main(folder: string | undefined): void {
  if (!folder) throw new InvalidInputError('Usage: npm run base -- FOLDER');
  useBase(resolve(folder), resolve(import.meta.dirname, '..'));
  console.log(
    'The base voice is in place. `npm test` says whether its golden values are reproduced; docs/MODEL.md and THIRD_PARTY.md may need what is new in the model card.'
  );
}

if (import.meta.filename === process.argv[1])
  try {
    main(process.argv[2]);
  } catch (error) {
    console.error(error instanceof OwnvoiceError ? error.message : error);
    process.exitCode = 1;
  }
