//! Texts that many people sent, with small changes.

use std::borrow::Cow;

use rayon::prelude::*;

use super::fold::{Sequence, fold, mix};

/// A shorter text can be equal to another by chance: people who write "Better buses, please." agree, and each counts.
const SHORTEST: usize = 12;
/// Fewer documents are no campaign: two may have one author, or one quotes the other.
const FEWEST_DOCUMENTS: usize = 3;
/// Two texts are one if they share this much of their runs of three words (Jaccard's index): about one word in
/// seventeen may differ.
const SAME: f64 = 0.7;

/// Passages with nearly the same text: the one that stands for them first, the others in order.
///
/// Candidates are found by MinHash (Broder 1997) in bands (Indyk & Motwani 1998), each of which compares a text with
/// no more than a few others, so the work grows with the text and not with its square; each candidate is then
/// compared in full. `numbers` are the texts' words as one number, and how many they are. Texts are compared with the most frequent form of their group, so that groups do not drift.
pub(super) fn campaigns(
    texts: &[Cow<'_, str>],
    numbers: &[(u64, usize)],
    document_of: impl Fn(usize) -> usize,
) -> Vec<Vec<usize>> {
    let copies = copies(numbers);
    let leader = leaders(texts, &copies);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); copies.len()];
    (0..copies.len()).for_each(|text| members[leader[text]].extend(&copies[text]));
    let mut campaigns: Vec<(usize, Vec<usize>)> = Vec::new();
    for mut group in members.into_iter().filter(|group| group.len() >= FEWEST_DOCUMENTS) {
        group[1..].sort_unstable();
        let mut documents: Vec<usize> = group.iter().map(|&p| document_of(p)).collect();
        documents.sort_unstable();
        documents.dedup();
        if documents.len() >= FEWEST_DOCUMENTS {
            campaigns.push((documents.len(), group));
        }
    }
    campaigns.sort_by_key(|(documents, group)| (std::cmp::Reverse(*documents), group[0]));
    campaigns.into_iter().map(|(_, group)| group).collect()
}

/// The different texts that are long enough, each with its passages: those with most copies first, then in order.
fn copies(numbers: &[(u64, usize)]) -> Vec<Vec<usize>> {
    let long = numbers.iter().enumerate().filter(|(_, (_, words))| *words >= SHORTEST);
    let mut hashes: Vec<(u64, usize)> = long.map(|(p, &(hash, _))| (hash, p)).collect();
    hashes.par_sort_unstable();
    let runs = hashes.chunk_by(|a, b| a.0 == b.0);
    let mut copies: Vec<Vec<usize>> = runs.map(|run| run.iter().map(|&(_, p)| p).collect()).collect();
    copies.sort_by_key(|passages| (std::cmp::Reverse(passages.len()), passages[0]));
    copies
}

/// For each different text the one that leads its group, which comes before it or is itself.
fn leaders(texts: &[Cow<'_, str>], copies: &[Vec<usize>]) -> Vec<usize> {
    let text = |number: usize| texts[copies[number][0]].as_ref();
    let sketches: Vec<Sketch> = (0..copies.len()).into_par_iter().map(|n| sketch(text(n))).collect();
    let mut leader: Vec<usize> = (0..copies.len()).collect();
    for of_one in candidates(&sketches).chunk_by(|a, b| a.0 == b.0) {
        let late = of_one[0].0 as usize;
        let mut early: Vec<usize> = of_one.iter().map(|pair| leader[pair.1 as usize]).collect();
        early.sort_unstable();
        early.dedup();
        early.retain(|&other| agree(&sketches[late], &sketches[other]));
        if early.is_empty() {
            continue;
        }
        let own = shingles(text(late));
        let scored = early.into_iter().map(|other| (other, jaccard(&own, &shingles(text(other)))));
        let best = scored.reduce(|a, b| if b.1 > a.1 { b } else { a });
        if let Some((other, _)) = best.filter(|&(_, alike)| alike >= SAME) {
            leader[late] = other;
        }
    }
    leader
}

/// Bands of a sketch, and the numbers in each. Texts that are just alike enough (0.7) meet in at least one band with
/// probability 1 − (1 − 0.7³)¹⁰ = 0.985, and through more than one form of their group yet surer; texts that share
/// a tenth with 0.01.
const BANDS: usize = 10;
const ROWS: usize = 3;
/// A text is held against so many others of a band at most.
const MOST_OTHERS: usize = 4;

type Sketch = [u32; BANDS * ROWS];

/// For each text (by number) earlier ones that it may be like: sorted pairs.
fn candidates(sketches: &[Sketch]) -> Vec<(u32, u32)> {
    let of_band = |band: usize| {
        let rows = |sketch: &Sketch| {
            sketch[band * ROWS..][..ROWS]
                .iter()
                .fold(Sequence::EMPTY, |all, &min| all.then(min.into()))
                .number()
        };
        let mut hashes: Vec<(u64, u32)> = sketches.iter().map(rows).zip(0..).collect();
        hashes.sort_unstable();
        let mut pairs = Vec::new();
        for run in hashes.chunk_by(|a, b| a.0 == b.0) {
            for (place, &(_, late)) in run.iter().enumerate() {
                pairs.extend(run[..place.min(MOST_OTHERS)].iter().map(|&(_, early)| (late, early)));
            }
        }
        pairs
    };
    let mut pairs: Vec<(u32, u32)> = (0..BANDS).into_par_iter().flat_map_iter(of_band).collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The runs of three words of a text, as sorted numbers without repetition.
fn shingles(text: &str) -> Vec<u32> {
    let mut found = Vec::with_capacity(text.len() / 5);
    each_shingle(text, |shingle| found.push(shingle));
    found.sort_unstable();
    found.dedup();
    found
}

fn each_shingle(text: &str, mut take: impl FnMut(u32)) {
    let (mut before, mut last, mut count) = (0u64, 0u64, 0usize);
    fold(text, |word| {
        count += 1;
        if count > 2 {
            take((Sequence::EMPTY.then(before).then(last).then(word).number() >> 32) as u32);
        }
        (before, last) = (last, word);
    });
}

/// The least shingle of each of many equal shares of the numbers (one permutation hashing; Li, Owen & Zhang, NIPS
/// 2012). A share without any takes the least of another, which is drawn alike for every text (Shrivastava, ICML 2017):
/// so short texts compare as long ones do.
fn sketch(text: &str) -> Sketch {
    let mut least = [u32::MAX; BANDS * ROWS];
    let mut is_filled = [false; BANDS * ROWS];
    each_shingle(text, |shingle| {
        let share = share(shingle.into());
        least[share] = least[share].min(shingle);
        is_filled[share] = true;
    });
    if is_filled.contains(&true) {
        for empty in (0..least.len()).filter(|&share| !is_filled[share]) {
            let drawn = (1..).map(|draw: u64| share(mix(draw << 32 | empty as u64) >> 32));
            least[empty] =
                drawn.filter(|&share| is_filled[share]).map(|share| least[share]).next().unwrap_or(u32::MAX);
        }
    }
    least
}

/// The share of the 32-bit numbers that a number is in.
fn share(number: u64) -> usize {
    ((number * (BANDS * ROWS) as u64) >> 32) as usize
}

/// Whether two sketches agree so far that a look at the texts is worth it: half of their numbers are equal. For fewer
/// than one pair in a hundred that is just alike enough this is missed.
fn agree(a: &Sketch, b: &Sketch) -> bool {
    2 * a.iter().zip(b).filter(|(x, y)| x == y).count() >= a.len()
}

/// The share of what two sorted sets have that both have.
fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    shared as f64 / (a.len() + b.len() - shared).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str]) -> Vec<Vec<usize>> {
        of_documents(texts, |passage| passage)
    }

    fn of_documents(texts: &[&str], document_of: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
        let numbers: Vec<(u64, usize)> = texts.iter().map(|text| Sequence::of(text)).collect();
        let texts: Vec<Cow<'_, str>> = texts.iter().map(|&text| Cow::Borrowed(text)).collect();
        campaigns(&texts, &numbers, document_of)
    }

    const LETTER: &str = "I object to the closure of the library in our town, because it is the only warm and free place \
        where children can do their homework and where older people meet. Please keep it open.";

    #[test]
    fn copies_with_small_changes_are_one_campaign_and_the_most_frequent_stands_for_it() {
        let changed = LETTER.replace("our town", "Ashby");
        let lower = LETTER.to_lowercase().replace(',', "");
        let other =
            "We ask for a bus on Sundays, because nobody without a car can visit the hospital on that day.";
        assert_eq!(found(&[&changed, other, LETTER, &lower, LETTER, other]), [vec![2, 0, 3, 4]]);
    }

    #[test]
    fn pairs_short_answers_and_texts_that_share_a_sentence_are_none() {
        let own = format!(
            "{LETTER} {}",
            "My own reasons are quite different ones and I set them out here. ".repeat(4)
        );
        assert!(found(&[LETTER, LETTER, "Better buses, please."]).is_empty());
        assert!(found(&["Better buses, please."; 9]).is_empty());
        assert!(found(&[LETTER, LETTER, &own]).is_empty());
        assert!(of_documents(&[LETTER; 9], |_| 0).is_empty());
    }

    #[test]
    fn the_work_does_not_grow_with_the_square() {
        // All begin alike, so that many meet in some band, and no two are alike enough.
        let beginning =
            "We the undersigned wish to say what follows about the plans for our part of the town and ask";
        let word = |n: u64, place: u64| format!("w{} ", mix(n * 64 + place) % 9973);
        let own = |n: u64| (0..40).map(|place| word(n, place)).collect::<String>();
        let texts: Vec<String> = (0..9_000).map(|n| format!("{beginning} {}", own(n))).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(found(&texts).is_empty());
    }

    #[test]
    fn alike_is_what_the_index_says() {
        assert_eq!(jaccard(&[1, 2, 3], &[2, 3, 4]), 0.5);
        assert_eq!(jaccard(&[], &[]), 0.0);
        let (a, b) = (shingles("a b c d e"), shingles("A, b; c. D e f"));
        assert_eq!((a.len(), b.len(), jaccard(&a, &b)), (3, 4, 0.75));
    }
}
