/**
 * Stands in for the SDK's checker of forms that servers may send to people. This server sends none; the checker would
 * bring a compiler of schemas that makes code at run time.
 */
export class AjvJsonSchemaValidator {
  getValidator(): never {
    throw new Error('this server asks nobody anything');
  }
}
