import type { Accent } from '../../config';
import type { DatasetSummary } from '../../store/datasets';
import { onChange } from '../changes';
import { sampleFiles, sampleName } from '../sample';
import { ownvoice } from '../ownvoice';
import { removals } from './removals.svelte';

/** The list of datasets with what a card says about each. */
class Datasets {
  #all = $state.raw<DatasetSummary[] | null>(null);
  #stale = false;

  constructor() {
    onChange((change) => {
      if (change.of === 'datasets' || change.of === 'clips') void this.refresh();
    });
    void this.refresh();
  }

  /** null until they were read. */
  get all(): DatasetSummary[] | null {
    return this.#all;
  }

  /** @throws InvalidInputError for a name that is empty or taken */
  create(name: string, accent: Accent): Promise<DatasetSummary> {
    return ownvoice.datasets.create(name, { accent });
  }

  /** What a typed name becomes: letters, digits, - and _. */
  nameFor(typed: string): string {
    return ownvoice.datasets.nameFor(typed);
  }

  /** Makes a dataset of the sample clips, or finds the one made before; returns its id once it fills. */
  async createSample(): Promise<string> {
    if (!this.#all?.some(({ id }) => id === sampleName)) {
      const files = await sampleFiles();
      await ownvoice.datasets.create(sampleName, { accent: 'en-us' });
      // Conversion goes on behind the dataset's own screen.
      void ownvoice.datasets.upload(sampleName, files);
    }
    return sampleName;
  }

  export(id: string): Promise<Blob> {
    return ownvoice.datasets.export(id);
  }

  remove(id: string): void {
    void removals.remove(
      `Deleted the dataset ${id}.`,
      () => ownvoice.datasets.remove(id),
      () => ownvoice.datasets.restore(id)
    );
  }

  /** Reads the list again; changes that come while it reads are gathered into one more reading. */
  async refresh(): Promise<void> {
    if (this.#stale) return;
    this.#stale = true;
    await new Promise((done) => setTimeout(done, this.#all ? 150 : 0));
    this.#stale = false;
    this.#all = await ownvoice.datasets.list();
  }
}

export const datasets = new Datasets();
