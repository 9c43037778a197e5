//! The parts of which fragments are made. Cells and bodies are HTML already; names and headings are text.

use crate::figure::palette::{BLUE, FAINT, SHADES};
use crate::figure::{Grid, GridHead, escaped};
use crate::report::words::{counted, grouped};

/// Wins over what notebooks say of tables by naming the class twice.
const STYLE: &str = "
.commonground.commonground{max-width:72rem;line-height:1.5}
.commonground.commonground p{margin:.4rem 0}
.commonground.commonground .cg-scroll{overflow-x:auto;max-width:100%}
.commonground.commonground table{border-collapse:collapse;border:0;margin:.5rem 0;font-size:.93em;background:none}
.commonground.commonground tr:nth-child(n){background:none}
.commonground.commonground caption{text-align:left;padding:0 0 .4rem;caption-side:top;color:inherit}
.commonground.commonground caption span{display:inline-block;position:sticky;left:0;max-width:min(46rem,75vw)}
.commonground.commonground th,.commonground.commonground td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border:0;border-bottom:1px solid rgba(127,127,127,.35);font-weight:400;white-space:normal;max-width:34rem}
.commonground.commonground thead th{font-weight:600;vertical-align:bottom}
.commonground.commonground .cg-n{text-align:right;font-variant-numeric:tabular-nums}
.commonground.commonground .cg-grid td,.commonground.commonground .cg-grid thead th+th{text-align:center;padding:.25rem .35rem;border:1px solid rgba(127,127,127,.25)}
.commonground.commonground .cg-grid thead th{font-size:.85em;max-width:7rem}
.commonground.commonground blockquote{margin:.6rem 0;padding:0 0 0 .9rem;border-left:3px solid rgba(127,127,127,.55);max-width:46rem;color:inherit;background:none}
.commonground.commonground .cg-bar{display:block;width:8rem;height:.45rem;margin-top:.2rem}
";

/// The fragment around a body.
pub(super) fn fragment(body: &str) -> String {
    let mut style = STYLE.replace('\n', "");
    for (place, (ground, text)) in SHADES.iter().enumerate() {
        style += &format!(
            ".commonground.commonground .cg-grid td.cg-s{}{{background:{ground};color:{text}}}",
            place + 1
        );
    }
    format!("<div class=\"commonground\"><style>{style}</style>{body}</div>")
}

/// A name in bold, and facts beside it.
pub(super) fn heading(name: &str, facts: &str) -> String {
    format!("<p><strong style=\"font-size:1.15em\">{}</strong><br>{}</p>", escaped(name), escaped(facts))
}

/// A table; `numbers` are the columns that hold numbers.
pub(super) fn table(columns: &[&str], numbers: &[usize], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let class = |place: usize| if numbers.contains(&place) { " class=\"cg-n\"" } else { "" };
    let cells = |tag: &str, scope: &str, row: &[String]| -> String {
        let cells = row.iter().enumerate();
        cells.map(|(place, cell)| format!("<{tag}{scope}{}>{cell}</{tag}>", class(place))).collect()
    };
    let head: Vec<String> = columns.iter().map(|name| escaped(name)).collect();
    let head = cells("th", " scope=\"col\"", &head);
    let body: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells("td", "", row))).collect();
    format!(
        "<div class=\"cg-scroll\"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
}

/// A table with shaded cells.
pub(super) fn grid(grid: &Grid) -> String {
    let head = |scope: &str, head: &GridHead| format!("<th scope=\"{scope}\">{}</th>", escaped(&head.name));
    let columns: String = grid.columns.iter().map(|column| head("col", column)).collect();
    let row = |(name, cells): &(GridHead, Vec<Option<crate::figure::GridCell>>)| {
        let cells = cells.iter().map(|cell| match cell {
            Some(cell) => format!("<td class=\"cg-s{}\">{}</td>", cell.shade, escaped(&cell.told)),
            None => "<td></td>".to_owned(),
        });
        format!("<tr>{}{}</tr>", head("row", name), cells.collect::<String>())
    };
    let rows: String = grid.rows.iter().map(row).collect();
    let totals: String = grid.totals.iter().map(|total| format!("<td>{}</td>", grouped(*total))).collect();
    format!(
        "<div class=\"cg-scroll\"><table class=\"cg-grid\"><caption><span>{}</span></caption><thead><tr><th scope=\"col\">{}</th>{columns}</tr></thead><tbody>{rows}</tbody><tfoot><tr><th scope=\"row\">Documents, of {}</th>{totals}</tr></tfoot></table></div>",
        escaped(&grid.caption),
        escaped(&grid.corner),
        grouped(grid.documents),
    )
}

/// How many more there are than are shown; nothing if there are none.
pub(super) fn more(all: usize, shown: usize, noun: &str) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        more => format!("<p>… and {}</p>", counted(more, &format!("more {noun}"))),
    }
}

/// A share (0–1) as a bar. The number stands beside it, so that it is hidden from those who listen.
pub(super) fn bar(share: f64) -> String {
    let filled = (100.0 * share.clamp(0.0, 1.0)).round();
    format!(
        "<svg class=\"cg-bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect width=\"100\" height=\"8\" fill=\"{FAINT}\"/><rect width=\"{filled}\" height=\"8\" fill=\"{BLUE}\"/></svg>"
    )
}

pub(super) fn quotation(text: &str, source: &str) -> String {
    format!("<blockquote><p>{}</p><p>— {}</p></blockquote>", escaped(text), escaped(source))
}
