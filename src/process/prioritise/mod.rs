//! Which themes come first: ballots of the partnerships, counted by a rule that is said.
//!
//! Counting how many approve of a theme favours the majority on every seat: on two blocs of voters it leaves one in five
//! without anything that they approved. The proportional rules give a group of voters who agree the share of the list that
//! its size deserves. All are counted in exact fractions, so that a tie is a tie on every machine, and the ties are told.
//!
//! | [`Rule`] | what it does | source |
//! |---|---|---|
//! | [`EqualShares`](Rule::EqualShares) | each voter has the same money, themes are bought by those who approve of them | Peters & Skowron 2020; completed by Phragmén's rule |
//! | [`Pav`](Rule::Pav) | the next theme is that which its voters, counted 1, ½, ⅓ … by what they have already, want most | Thiele 1895; Lackner & Skowron 2023, section 2.2 |
//! | [`Phragmen`](Rule::Phragmen) | a theme is a load that those who approve of it share; the next one keeps the greatest load least | Phragmén 1894; Brill, Freeman, Janson & Lackner 2024 |
//! | [`Approval`](Rule::Approval) | the number of voters who approve | |
//! | [`Borda`](Rule::Borda) | ranks as points: the last of m themes 0, the first m − 1 | Borda 1781 |
//! | [`Points`](Rule::Points) | the points that voters gave | |
//!
//! ```
//! use commonground::process::{Ballot, Ballots, Rule, Wishes, prioritise};
//!
//! // Four partnerships of the towns, two of the coast, who agree on nothing.
//! let wish = |voter: &str, themes: [usize; 2]| Ballot { voter: voter.into(), wishes: Wishes::Approved(themes.into()) };
//! let themes = ["impact", "campus", "harbour", "coast"].map(String::from).to_vec();
//! let towns = ["ashby", "birch", "corby", "dalton"].map(|town| wish(town, [0, 1]));
//! let coast = ["elsdon", "farley"].map(|town| wish(town, [2, 3]));
//! let ballots = Ballots::new(themes, towns.into_iter().chain(coast).collect())?;
//!
//! let most = prioritise(&ballots, Rule::Approval, 2)?;
//! assert_eq!(most.chosen, [0, 1]);
//! assert_eq!(most.uncovered, ["elsdon", "farley"]);
//!
//! let fair = prioritise(&ballots, Rule::EqualShares, 3)?;
//! assert_eq!(fair.chosen, [0, 1, 2]);
//! assert!(fair.uncovered.is_empty());
//! // “harbour” and “coast” are tied, and the one that stands first on the list is taken: that has to be told.
//! assert_eq!(fair.by_lot(), [2]);
//! # Ok::<(), commonground::Error>(())
//! ```

mod ballot;
mod change;
mod count;
mod equal_shares;
mod pav;
mod phragmen;
mod priorities;
mod scores;

pub use ballot::{Ballot, Ballots, Wishes};
pub use change::{Change, changes};
pub use count::MOST_TIED;
pub use priorities::{Priorities, Rule, Seat, prioritise};
