export const screens = ['datasets', 'train', 'voices', 'speak', 'device'] as const;
export type Screen = (typeof screens)[number];

/** Where the person is: `#/<screen>` or `#/<screen>/<item>`, so that reload, back and links work. */
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
    const part = this.#parts[1];
    try {
      return part ? decodeURIComponent(part) : null;
    } catch {
      return null;
    }
  }

  go(screen: Screen, item?: string): void {
    location.hash = hrefOf(screen, item);
  }
}

/** The link to a screen, or to one thing on it. */
export function hrefOf(screen: Screen, item?: string): string {
  return item === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(item)}`;
}

export const navigation = new Navigation();
