export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'ownvoice-theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Dark or light: what the person chose, else what the system says. Kept in localStorage, where public/theme.js finds it before the first paint. */
class Theme {
  #choice = $state<ThemeChoice>(readChoice());
  #systemDark = $state(systemIsDark.matches);
  #dark = $derived(this.#choice === 'system' ? this.#systemDark : this.#choice === 'dark');

  constructor() {
    systemIsDark.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.#show();
    });
    this.#show();
  }

  get dark(): boolean {
    return this.#dark;
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    if (choice === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
    this.#show();
  }

  #show(): void {
    document.documentElement.dataset.theme = this.#dark ? 'dark' : 'light';
  }
}

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export const theme = new Theme();
