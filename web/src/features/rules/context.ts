import { createContext } from 'svelte';
import type { Draft } from './draft.svelte';

/** The draft that the parts of the editor write on. */
export const [getDraft, setDraft] = createContext<Draft>();
