import { mount } from 'svelte';
import { toast } from 'svelte-sonner';
import { onLockChange } from '../store/lock';
import App from './App.svelte';
import { lockWhenLeft } from './lockWhenLeft';
import { goOn } from './goOn';
import { messageOf } from './messageOf';
import { offline } from './state/offline.svelte';
import { player } from './state/player.svelte';
import { pwa } from './state/pwa.svelte';
import { runs } from './state/runs.svelte';

/** Opens the app; what is stored can be read. */
export function start(target: HTMLElement): void {
  mount(App, { target });
  pwa.start();
  void offline.start();
  goOn().catch((error) => toast.error(messageOf(error)));
  // What was read is in this page's memory: it goes with the page.
  onLockChange((what) => {
    if (what === 'lock') location.reload();
  });
  lockWhenLeft(() => runs.active !== null || player.key !== null);
}
