/** What a stored record belongs to: the dataset, run or voice that a person sees. */
import type { StoreName } from './recordShapes';

export interface Owner {
  of: 'dataset' | 'run' | 'voice' | 'device';
  id: string;
}

const device: Owner = { of: 'device', id: '' };

/** Its owner, by the fields that every version of the record has. */
export function ownerOf(store: StoreName, record: Record<string, unknown>): Owner {
  const field = (name: string) => String(record[name]);
  const beforeSlash = (id: string) => id.slice(0, Math.max(0, id.indexOf('/')));
  switch (store) {
    case 'datasets':
      return { of: 'dataset', id: field('id') };
    case 'clips':
    case 'replacedAudio':
    case 'checks':
    case 'features':
      return { of: 'dataset', id: field('dataset') };
    case 'audio':
    case 'sources':
      return { of: 'dataset', id: beforeSlash(field('id')) };
    case 'runs':
      return { of: 'run', id: field('id') };
    case 'runGains':
    case 'checkpoints':
    case 'takes':
    case 'runFiles':
      return { of: 'run', id: field('run') };
    case 'voices':
    case 'voiceFiles':
      return { of: 'voice', id: field('id') };
    case 'settings': {
      const ofDataset = /^(?:pendingTranscripts|ownText)\/(.+)$/.exec(field('key'));
      return ofDataset?.[1] ? { of: 'dataset', id: ofDataset[1] } : device;
    }
  }
}
