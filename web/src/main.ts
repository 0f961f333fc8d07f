import './ui/tokens.css';
import './ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { takeKeyFromAddress } from './api/key';
import { preferences } from './ui/preferences.svelte';

takeKeyFromAddress(window.location, window.history, window.localStorage);
preferences.apply();
mount(App, { target: document.getElementById('app')! });
