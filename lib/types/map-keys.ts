import type { DataType } from './data-type.ts';

/** Whether every map in the type, at any depth, has text as its keys: all that JSON has. */
export function hasTextKeys(type: DataType): boolean {
  switch (type.kind) {
    case 'array':
      return hasTextKeys(type.elementType);
    case 'map':
      return type.keyType.kind === 'string' && hasTextKeys(type.valueType);
    case 'struct':
      return type.fields.every(({ dataType }) => hasTextKeys(dataType));
    default:
      return true;
  }
}
