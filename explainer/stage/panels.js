/**
 * Which panel shows a tensor, by its spec. Every kind has update, layout, anchor, paint, shows, cellAt and
 * rects; what shows cells has shading, what changes numbers has edits, what is as tall as its content is flat.
 */
import { BarsPanel } from "./bars.js";
import { ColumnsPanel } from "./columns.js";
import { CurvePanel } from "./curve.js";
import { DrawPanel } from "./draw.js";
import { HistogramPanel } from "./histogram.js";
import { MapPanel } from "./maps.js";
import { NumbersPanel } from "./numbers.js";
import { PathsPanel } from "./paths.js";
import { RowPanel } from "./rows.js";
import { WeightsPanel } from "./weights.js";

/** @typedef {MapPanel | BarsPanel | DrawPanel | NumbersPanel | CurvePanel | HistogramPanel | RowPanel | PathsPanel} Panel */

/** @param {import("./maps.js").PanelSpec} spec @param {import("./stage.js").Stage} stage @returns {Panel} */
export function panelFor(spec, stage) {
  if (spec.columns) return new ColumnsPanel(spec, stage);
  if (spec.weights) return new WeightsPanel(spec, stage.editing);
  if (spec.row) return new RowPanel(spec, stage);
  if (spec.paths) return new PathsPanel(spec);
  if (spec.bars) return new BarsPanel(spec);
  if (spec.curve) return new CurvePanel();
  if (spec.threshold) return new HistogramPanel(stage.editing);
  if (spec.edit) return new NumbersPanel(spec, stage.editing, () => stage.layout());
  if (spec.draw) return new DrawPanel(spec, stage);
  return new MapPanel(spec);
}
