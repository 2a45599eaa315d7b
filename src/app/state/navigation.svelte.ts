export const screens = ['datasets', 'train', 'voices', 'speak', 'device'] as const;
export type Screen = (typeof screens)[number];

/** Where the person is: `#/<screen>`, `#/<screen>/<item>` or something within that, so that reload, back and links work. */
class Navigation {
  #hash = $state(location.hash);
  #parts = $derived(this.#hash.replace(/^#\/?/, '').split('/'));

  constructor() {
    addEventListener('hashchange', () => {
      this.#hash = location.hash;
      scrollTo(0, 0);
    });
  }

  get screen(): Screen {
    return screens.find((screen) => screen === this.#parts[0]) ?? 'datasets';
  }

  /** The dataset, run or voice that is open, or null. */
  get item(): string | null {
    return this.#part(1);
  }

  /** What is done with the item, and with what of it, where that has a screen of its own; or null. */
  get within(): { what: string; of: string | null } | null {
    const what = this.#part(2);
    return what === null ? null : { what, of: this.#part(3) };
  }

  go(screen: Screen, ...items: string[]): void {
    location.hash = hrefOf(screen, ...items);
  }

  #part(index: number): string | null {
    const part = this.#parts[index];
    try {
      return part ? decodeURIComponent(part) : null;
    } catch {
      return null;
    }
  }
}

/** The link to a screen, to one thing on it, or to something within that. */
export function hrefOf(screen: Screen, ...items: string[]): string {
  return ['#', screen, ...items.map(encodeURIComponent)].join('/');
}

export const navigation = new Navigation();
