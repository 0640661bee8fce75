//! How much a caller may ask: so many requests a second, so many at a time.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::Clock;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::server::problem::{Code, Problem};

/// A meter that nobody used for so long is as new: what may be asked in a second is there again.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(2);
/// Addresses are looked through for forgotten ones when there are so many, and again at each doubling.
const MANY_ADDRESSES: usize = 1024;

/// What a caller may ask; `None` without a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Requests a second; as many may come at once after a pause.
    pub rate: Option<NonZeroU32>,
    /// Requests that are being answered at a time; a batch is one, until its last answer.
    pub concurrency: Option<NonZeroU32>,
}

impl Limits {
    /// Each limit, or else that of others.
    pub(super) fn or(self, others: Self) -> Self {
        Self { rate: self.rate.or(others.rate), concurrency: self.concurrency.or(others.concurrency) }
    }
}

/// As it stands at the end of a line of the file of keys.
impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [rate, concurrency] = [("rate", self.rate), ("concurrency", self.concurrency)];
        [rate, concurrency]
            .into_iter()
            .filter_map(|(name, limit)| Some((name, limit?)))
            .try_for_each(|(name, limit)| write!(f, "\t{name}={limit}"))
    }
}

/// What one caller has used of the limits.
#[derive(Debug)]
pub(super) struct Meter {
    rate: Option<DefaultDirectRateLimiter>,
    places: Option<(Arc<Semaphore>, NonZeroU32)>,
}

/// A place among those that a caller may have at a time; free again when it is dropped.
pub(super) type Place = Option<OwnedSemaphorePermit>;

impl Meter {
    pub(super) fn new(limits: Limits) -> Self {
        let places = limits.concurrency.map(|most| (Arc::new(Semaphore::new(most.get() as usize)), most));
        Self { rate: limits.rate.map(|rate| RateLimiter::direct(Quota::per_second(rate))), places }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// 429 if it is one too many.
    pub(super) fn enter(&self) -> Result<Place, Problem> {
        let place = self.place()?;
        match self.rate.as_ref().map(|rate| (rate.check(), rate.clock())) {
            Some((Err(early), clock)) => {
                let seconds = early.wait_time_from(clock.now()).as_secs() + 1;
                let detail = "you may ask less often; come back when the header Retry-After says";
                Err(Problem::new(Code::RateLimited, detail).with_retry_after(seconds))
            }
            _ => Ok(place),
        }
    }

    fn place(&self) -> Result<Place, Problem> {
        let Some((places, most)) = &self.places else { return Ok(None) };
        let all_taken = |_| {
            let detail = format!("{most} requests are being answered already, as many as you may have at a time; wait for one");
            Problem::new(Code::TooManyAtOnce, detail)
        };
        Arc::clone(places).try_acquire_owned().map(Some).map_err(all_taken)
    }

    fn is_busy(&self) -> bool {
        self.places.as_ref().is_some_and(|(places, most)| places.available_permits() < most.get() as usize)
    }
}

/// The meters of callers without a key, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    limits: Limits,
    meters: Mutex<Meters>,
}

#[derive(Debug)]
struct Meters {
    by_address: HashMap<IpAddr, (Arc<Meter>, Instant)>,
    /// How many there may be before they are looked through.
    many: usize,
}

impl Default for Meters {
    fn default() -> Self {
        Self { by_address: HashMap::new(), many: MANY_ADDRESSES }
    }
}

impl Addresses {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, meters: Mutex::default() }
    }

    /// Counts a request of whoever has this address.
    ///
    /// # Errors
    /// As [`Meter::enter`].
    pub(super) fn enter(&self, address: IpAddr) -> Result<Place, Problem> {
        if self.limits == Limits::default() {
            return Ok(None);
        }
        self.meter(network(address), Instant::now()).enter()
    }

    fn meter(&self, address: IpAddr, now: Instant) -> Arc<Meter> {
        // Nothing panics under the lock but for want of memory.
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        if meters.by_address.len() >= meters.many {
            meters.by_address.retain(|_, (meter, last)| meter.is_busy() || now.duration_since(*last) < FORGOTTEN_AFTER);
            meters.many = (meters.by_address.len() * 2).max(MANY_ADDRESSES);
        }
        let (meter, last) = meters.by_address.entry(address).or_insert_with(|| (Arc::new(Meter::new(self.limits)), now));
        *last = now;
        Arc::clone(meter)
    }
}

/// Who has one address of IPv6 has the 2^64 beside it too.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        IpAddr::V4(address) => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Limits = Limits { rate: None, concurrency: NonZeroU32::new(2) };

    #[test]
    fn places_are_free_again_when_they_are_left() {
        let meter = Meter::new(TWO);
        let [first, second] = [meter.enter().unwrap(), meter.enter().unwrap()];
        assert!(meter.enter().is_err() && meter.is_busy());
        drop(first);
        assert!(meter.enter().is_ok());
        drop(second);
        assert!(!meter.is_busy());
    }

    #[test]
    fn a_refused_request_takes_no_place_and_says_when_to_come_back() {
        let meter = Meter::new(Limits { rate: NonZeroU32::new(1), ..TWO });
        drop(meter.enter().unwrap());
        let refused = meter.enter().unwrap_err();
        assert_eq!(refused.retry_after(), Some(1));
        assert!(!meter.is_busy());
    }

    #[test]
    fn addresses_are_counted_by_themselves_and_forgotten() {
        let addresses = Addresses::new(TWO);
        let address = |number: u32| IpAddr::from(number.to_be_bytes());
        let held = [addresses.enter(address(0)).unwrap(), addresses.enter(address(0)).unwrap()];
        assert!(addresses.enter(address(0)).is_err() && addresses.enter(address(1)).is_ok());
        let (now, many) = (Instant::now(), u32::try_from(MANY_ADDRESSES).unwrap());
        for number in 0..many {
            addresses.meter(address(number), now);
        }
        addresses.meter(address(many), now + 2 * FORGOTTEN_AFTER);
        // Whoever has a request that is being answered, and whoever came last.
        assert_eq!(addresses.meters.lock().unwrap().by_address.len(), 2);
        drop(held);
    }

    #[test]
    fn an_address_of_ipv6_stands_for_its_network() {
        let network = |address: &str| network(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
