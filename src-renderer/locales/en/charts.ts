export const charts = {
  resetZoom: 'Reset zoom (0)',
  resetZoomOf: 'Reset zoom of {title}',
  savePng: 'Save as PNG',
  savePngOf: 'Save {title} as PNG',
  saveSvg: 'Save as SVG',
  saveSvgOf: 'Save {title} as SVG',
  saveCsv: 'Save data as CSV',
  saveCsvOf: 'Save data of {title} as CSV',
}
