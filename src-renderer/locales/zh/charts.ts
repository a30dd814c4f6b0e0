export const charts = {
  resetZoom: '还原缩放 (0)',
  resetZoomOf: '还原“{title}”的缩放',
  savePng: '保存为 PNG',
  savePngOf: '将“{title}”保存为 PNG',
  saveSvg: '保存为 SVG',
  saveSvgOf: '将“{title}”保存为 SVG',
  saveCsv: '将数据保存为 CSV',
  saveCsvOf: '将“{title}”的数据保存为 CSV',
}
