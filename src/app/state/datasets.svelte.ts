import type { Language } from '../../languages';
import type { DatasetSummary } from '../../store/datasets';
import { onChange } from '../../store/changes';
import { sampleFiles, sampleName } from '../sample';
import { ownvoice } from '../ownvoice';
import { removals } from './removals.svelte';

/** The list of datasets with what a card says about each. */
class Datasets {
  #all = $state.raw<DatasetSummary[] | null>(null);
  #stale = false;
  /** files for a new dataset, until its screen takes them */
  readonly #handed = new Map<string, File[]>();

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

  /**
   * Makes a dataset; its screen takes the files with `takeHanded`.
   * @throws InvalidInputError for a name that is empty or taken
   */
  async create(name: string, language: Language, files: File[] = []): Promise<DatasetSummary> {
    const dataset = await ownvoice.datasets.create(name, { accent: language });
    if (files.length > 0) this.#handed.set(dataset.id, files);
    return dataset;
  }

  /** The files that were given with a new dataset, once. */
  takeHanded(id: string): File[] {
    const files = this.#handed.get(id) ?? [];
    this.#handed.delete(id);
    return files;
  }

  /** Makes a dataset of the sample clips, or finds the one made before; returns its id. */
  async createSample(): Promise<string> {
    if (!this.#all?.some(({ id }) => id === sampleName))
      await this.create(sampleName, 'en-us', await sampleFiles());
    return sampleName;
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
