import { MediaQuery } from 'svelte/reactivity';

export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'ownvoice-theme';
const systemDark = new MediaQuery('prefers-color-scheme: dark');

/** Dark or light: what the person chose, else what the system says. Kept in localStorage, where public/theme.js finds it before the first paint. */
class Theme {
  #choice = $state<ThemeChoice>(readChoice());
  #dark = $derived(this.#choice === 'system' ? systemDark.current : this.#choice === 'dark');

  constructor() {
    // The first to hear of a change: what draws in the theme's colours does so after it.
    $effect.root(() => {
      $effect.pre(() => {
        document.documentElement.dataset.theme = this.#dark ? 'dark' : 'light';
      });
    });
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
  }
}

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export const theme = new Theme();
