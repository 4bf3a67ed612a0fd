import { Field } from '../field/field.js'
import { area, line } from '../field/controls.js'

/**
 * @param {boolean} isReadOnly
 * @returns {Record<string, Field>}
 */
export function clientFields(isReadOnly) {
  return {
    name: new Field({ name: 'name', control: line({ name: 'name', isReadOnly }), isWide: true }),
    phone: new Field({ name: 'phone', control: line({ name: 'phone', isNullable: true, mode: 'tel', isReadOnly }) }),
    email: new Field({ name: 'email', control: line({ name: 'email', isNullable: true, mode: 'email', isReadOnly }) }),
    address: new Field({ name: 'address', control: area({ name: 'address', rows: 3, isReadOnly }), isWide: true }),
    notes: new Field({ name: 'notes', control: area({ name: 'notes', rows: 3, isReadOnly }), isWide: true }),
  }
}

/**
 * @param {boolean} isReadOnly
 * @returns {Record<string, Field>}
 */
export function contactFields(isReadOnly) {
  return {
    name: new Field({ name: 'name', control: line({ name: 'name', isReadOnly }) }),
    position: new Field({ name: 'position', control: line({ name: 'position', isNullable: true, isReadOnly }) }),
    phone: new Field({ name: 'phone', control: line({ name: 'phone', isNullable: true, mode: 'tel', isReadOnly }) }),
    email: new Field({ name: 'email', control: line({ name: 'email', isNullable: true, mode: 'email', isReadOnly }) }),
  }
}
