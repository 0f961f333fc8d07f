import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';
import contract from '../../../api/openapi.yaml?raw';
import kept from './schema.d.ts?raw';

it('the types are those of the contract; `npm run types` writes them', { timeout: 60_000 }, async () => {
  expect(kept).toBe(COMMENT_HEADER + astToString(await openapiTS(contract)));
});
