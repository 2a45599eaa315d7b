import '@fontsource-variable/instrument-sans/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount, unmount } from 'svelte';
import { ownvoice } from './ownvoice';

window.ownvoice = ownvoice;

/** Opens the app, behind the passphrase where one is set: until then no part of it reads what is stored. */
async function open(target: HTMLElement): Promise<void> {
  const { locked } = await ownvoice.lock.state();
  if (locked) {
    const { default: Locked } = await import('./screens/Locked.svelte');
    await new Promise<void>((unlocked) => {
      const screen = mount(Locked, {
        target,
        props: { onunlocked: () => void unmount(screen).then(unlocked) }
      });
    });
  }
  const { start } = await import('./start');
  start(target);
}

void open(document.body);
