//! Which page each part of a form stands on.
//!
//! What must not be torn apart is placed together; where that is more than a page, part by part.

use super::item::Measured;

/// A part with the place of its upper edge.
pub(super) struct Placed<'m, 'f> {
    pub(super) measured: &'m Measured<'f>,
    pub(super) top: f32,
    /// Where the head of the table stands, if it does above this part.
    pub(super) head: Option<f32>,
}

/// Room on the pages of a form.
pub(super) struct Room {
    /// Where the first page begins.
    pub(super) first_top: f32,
    /// Where the others begin.
    pub(super) next_top: f32,
    pub(super) bottom: f32,
    /// Height of the head of the table.
    pub(super) head: f32,
}

/// Places the parts of a form on pages; there is one page at least.
pub(super) fn place<'m, 'f>(items: &'m [Measured<'f>], room: &Room) -> Vec<Vec<Placed<'m, 'f>>> {
    let mut pages: Vec<Vec<Placed<'m, 'f>>> = vec![Vec::new()];
    let (mut y, mut has_head) = (room.first_top, false);
    let mut rest = items;
    while !rest.is_empty() {
        let together = rest.iter().position(|item| !item.keep).map_or(rest.len(), |last| last + 1);
        let needed = height(&rest[..together], has_head, room);
        let is_longer_than_a_page = height(&rest[..together], false, room) > room.bottom - room.next_top;
        let (part, after) = rest.split_at(if is_longer_than_a_page { 1 } else { together });
        let needed = if is_longer_than_a_page { height(part, has_head, room) } else { needed };
        if y + needed > room.bottom && pages.last().is_some_and(|page| !page.is_empty()) {
            pages.push(Vec::new());
            (y, has_head) = (room.next_top, false);
        }
        for measured in part {
            let head = (measured.is_of_table() && !has_head && room.head > 0.0).then_some(y);
            if head.is_some() {
                y += room.head;
                has_head = true;
            }
            if let Some(page) = pages.last_mut() {
                page.push(Placed { measured, top: y, head });
            }
            y += measured.height;
        }
        rest = after;
    }
    pages
}

/// The height of parts that stand together, with the head of the table where it is missing.
fn height(parts: &[Measured<'_>], has_head: bool, room: &Room) -> f32 {
    let is_headed = !has_head && parts.iter().any(Measured::is_of_table);
    parts.iter().map(|part| part.height).sum::<f32>() + if is_headed { room.head } else { 0.0 }
}
