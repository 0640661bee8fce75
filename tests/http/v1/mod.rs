mod batch;
mod entities;
mod formats;
mod gazetteers;
mod html;
mod options;
mod tag;
