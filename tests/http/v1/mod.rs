mod batch;
mod entities;
mod gazetteers;
mod options;
mod tag;
