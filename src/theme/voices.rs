//! Where passages are placed when a campaign is one voice.

use super::ties::{Unplaced, place};
use crate::cluster::Assignment;
use crate::noise::{Noise, SetAside};
use crate::round::Round;
use crate::vectorize::CsrMatrix;

/// For each passage its cluster, or why it has none.
///
/// Copies neither tie others to a cluster nor need a tie of their own: they go where the campaign's voice goes. A
/// voice without a tie is told as a campaign and is in no theme, unless at least half of the documents have its
/// text: what most people say is never left out of the themes.
pub(super) fn place_voices(
    round: &Round,
    noise: &Noise,
    rows: &CsrMatrix,
    assignments: &[Option<Assignment>],
    k: usize,
) -> Vec<Result<usize, Unplaced>> {
    let numbered = assignments.iter().enumerate();
    let of_voices: Vec<_> = numbered.map(|(p, &own)| own.filter(|_| !noise.is_copy(p))).collect();
    let mut placed = place(rows, &of_voices, k);
    for (p, placed) in placed.iter_mut().enumerate() {
        match noise.why_set_aside(p) {
            Some(SetAside::NonAnswer) => *placed = Err(Unplaced::NonAnswer),
            Some(SetAside::Boilerplate) => *placed = Err(Unplaced::Boilerplate),
            None => {}
        }
    }
    for (members, campaign) in noise.campaigns().iter().zip(&noise.summary().campaigns) {
        let voice = members[0];
        if let (Err(Unplaced::NoTie), Some(assignment)) = (placed[voice], assignments[voice]) {
            let is_most = 2 * campaign.documents >= round.documents().len();
            placed[voice] = if is_most { Ok(assignment.cluster as usize) } else { Err(Unplaced::Campaign) };
        }
        members.iter().for_each(|&copy| placed[copy] = placed[voice]);
    }
    placed
}
