//! What Python loads: the crate `commonground-native`, linked. It is a crate of its own because what links is compiled for speed,
//! so that the whole is vectorised, and the rest for size.

pub use commonground_native::_native;
