import './ui/tokens.css';
import './ui/base.css';
import './ui/parts.css';
import { mount } from 'svelte';
import { takeKeyFromAddress } from './api/key';
import Frame from './frame/Frame.svelte';
import { router } from './pages';
import { actions } from './ui/actions.svelte';
import { preferences } from './ui/preferences.svelte';

takeKeyFromAddress(window.location, window.history, window.localStorage);
actions.singleKeys = () => preferences.singleKeys;
void router.start();
await preferences.apply();
mount(Frame, { target: document.getElementById('app')! });
