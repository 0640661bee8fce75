mod batch;
mod entities;
mod formats;
mod gazetteers;
mod html;
mod lookup;
mod options;
mod tag;
