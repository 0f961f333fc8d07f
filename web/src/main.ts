import './ui/tokens.css';
import './ui/base.css';
import './ui/parts.css';
import { mount } from 'svelte';
import { takeKeyFromAddress } from './api/key';
import App from './App.svelte';
import { router } from './pages';
import { links } from './session/links.svelte';
import { session } from './session/session.svelte';
import { actions } from './ui/actions.svelte';
import { preferences } from './ui/preferences.svelte';

takeKeyFromAddress(window.location, window.history, window.localStorage);
actions.singleKeys = () => preferences.singleKeys;
links.follow();
const ready = Promise.all([preferences.apply(), session.begin()]);
void router.start();
await ready;
mount(App, { target: document.getElementById('app')! });
