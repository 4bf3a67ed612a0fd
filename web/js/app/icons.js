/** Line icons on a 16 by 16 grid. Each consists of paths only, so that it takes the colour of the text beside it. */

const SVG = 'http://www.w3.org/2000/svg'

/** @type {Record<string, string>} */
const PATHS = {
  tag: 'M5.5 1.5h5l3 3.2v9.8h-11V4.7zM8 5.2a1.1 1.1 0 1 0 0-.01',
  board: 'M2 2.5h3.2v11H2zM6.4 2.5h3.2v7H6.4zM10.8 2.5H14v9h-3.2z',
  clients: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.5 14c.4-2.8 2.6-4.3 5.5-4.3s5.1 1.5 5.5 4.3',
  plus: 'M8 2.5v11M2.5 8h11',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  back: 'M9.5 3 4.5 8l5 5',
  next: 'm6.5 3 5 5-5 5',
  check: 'm2.5 8.5 3.5 3.5 7.5-8',
  close: 'm3.5 3.5 9 9m0-9-9 9',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.5V8l2.5 1.5',
  alert: 'M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.8v.01',
  trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.7v4M9.3 6.7v4',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6h7a3.5 3.5 0 0 1 0 7H6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z',
  system: 'M2 3h12v8H2zM6 14h4M8 11v3',
  phone: 'M3 2.5h2.5l1.2 3L5 6.7A8.5 8.5 0 0 0 9.3 11l1.2-1.7 3 1.2V13a1 1 0 0 1-1 1A10.5 10.5 0 0 1 2 3.5a1 1 0 0 1 1-1z',
  mail: 'M2 3.5h12v9H2zM2 4.5l6 4.5 6-4.5',
  note: 'M2.5 3h11v8h-6L4.5 13.5V11h-2zM5 6h6M5 8.3h4',
  cloud: 'M4.5 12.5a3 3 0 0 1-.3-6A4 4 0 0 1 12 7a2.8 2.8 0 0 1-.3 5.5z',
  offline: 'M2 2l12 12M4.5 12.5a3 3 0 0 1-.3-6M7 4.6A4 4 0 0 1 12 7a2.8 2.8 0 0 1 1.4 4.7',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  arrows: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5M2 8h12',
  fold: 'M6.5 3v10M2.5 3h11v10h-11zM9 6.5 10.5 8 9 9.5',
}

/**
 * @param {string} name
 * @param {number} [size]
 * @returns {SVGSVGElement}
 */
export function icon(name, size = 16) {
  const svg = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  const attributes = {
    viewBox: '0 0 16 16',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': name === 'more' ? 2.4 : 1.5,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  }
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, String(value))
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}
