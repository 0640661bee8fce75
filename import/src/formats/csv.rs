//! Comma-separated values with a header, as spreadsheets write them (RFC 4180).

use std::collections::HashMap;

use anyhow::{Result, ensure};

/// A table: rows of cells, found by the name of their column.
#[derive(Debug)]
pub struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    columns: &'t HashMap<String, usize>,
    cells: &'t [String],
}

impl Table {
    /// Reads a table and sees that it has these columns.
    pub fn read(text: &str, required: &[&str]) -> Result<Self> {
        let mut rows = split(text.trim_start_matches('\u{FEFF}')).into_iter();
        let header = rows.next().unwrap_or_default();
        let columns: HashMap<String, usize> = header.into_iter().enumerate().map(|(index, name)| (name, index)).collect();
        for name in required {
            ensure!(columns.contains_key(*name), "the table has no column «{name}»");
        }
        Ok(Self { columns, rows: rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect() })
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: &self.columns, cells })
    }
}

impl<'t> Row<'t> {
    /// The cell in a column; empty if the row or the table has none.
    pub fn cell(&self, column: &str) -> &'t str {
        self.columns.get(column).and_then(|&index| self.cells.get(index)).map_or("", |cell| cell.trim())
    }
}

/// Rows of cells: a quoted cell may hold commas, line breaks and doubled quotation marks.
fn split(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !(cell.is_empty() && row.is_empty()) {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_hold_commas_breaks_and_quotation_marks() {
        let table = Table::read("\u{FEFF}code,name\r\nYE,\"اليمن, \"\"السعيد\"\"\nو\"\nOM,عمان\n", &["code", "name"]).unwrap();
        let rows: Vec<_> = table.rows().map(|row| (row.cell("code"), row.cell("name"))).collect();
        assert_eq!(rows, [("YE", "اليمن, \"السعيد\"\nو"), ("OM", "عمان")]);
    }

    #[test]
    fn a_missing_column_is_said() {
        assert!(Table::read("a,b\n1,2\n", &["c"]).unwrap_err().to_string().contains("«c»"));
    }
}
