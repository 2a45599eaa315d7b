import '@fontsource-variable/instrument-sans/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { toast } from 'svelte-sonner';
import App from './App.svelte';
import { goOn } from './goOn';
import { messageOf } from './messageOf';
import { ownvoice } from './ownvoice';
import { offline } from './state/offline.svelte';
import { pwa } from './state/pwa.svelte';

window.ownvoice = ownvoice;
mount(App, { target: document.body });
pwa.start();
void offline.start();
goOn().catch((error) => toast.error(messageOf(error)));
