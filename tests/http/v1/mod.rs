mod batch;
mod entities;
mod gazetteers;
mod html;
mod options;
mod tag;
