import type { components } from './schema';

type Schemas = components['schemas'];

/** The names that these pages have for what the API tells; the shapes are those of api/openapi.yaml. */
export type Outcome = Schemas['Outcome'];
export type Trace = Schemas['Activity'];
export type TraceDetail = Schemas['ActivityDetail'];
export type FiredRule = Schemas['Explanation']['fired'][number];
export type LostRule = Schemas['LostRule'];
export type SendStep = Schemas['SendStep'];
export type StoredMessage = Schemas['Message'];
export type Contact = Schemas['Contact'];
