<?php
/**
 * Plugin Name: Aalam
 * Description: Tags posts with the people, places and organisations they name, and marks the names in them.
 * Requires PHP: 8.1
 *
 * For wp-content/plugins/, with define( 'AALAM_URL', 'http://127.0.0.1:8080' ) in wp-config.php, and define( 'AALAM_KEY', '…' ) where the
 * service needs a key. No save and no page fails or waits for
 * long because of it: what cannot be tagged now is published as it is, and its names are added by the scheduler.
 */

defined( 'ABSPATH' ) || exit;

const AALAM_TIMEOUT_S = 2;   // a reader or an editor waits no longer
const AALAM_PAUSE_S   = 60;  // and after a failure nobody asks for so long
const AALAM_ATTEMPTS  = 5;   // to add the names of a post

add_action( 'init', function (): void {
	register_taxonomy( 'aalam_name', 'post', array( 'label' => 'الأسماء', 'public' => true, 'show_in_rest' => true ) );
} );
add_action( 'save_post_post', function ( int $post_id ): void {
	if ( wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
		return;
	}
	aalam_store_names( $post_id, 1 );
} );
add_action( 'aalam_store_names', 'aalam_store_names', 10, 2 );
// After WordPress has made paragraphs of the text and run its shortcodes.
add_filter( 'the_content', 'aalam_mark_names', 20 );

/** Gives a post the names of its listed entities, in a taxonomy of their own: the editor's tags stay his. */
function aalam_store_names( int $post_id, int $attempt ): void {
	$answer = aalam_post( get_post_field( 'post_content', $post_id ), array( 'unlisted' => 'false' ) );
	if ( is_string( $answer ) ) {
		$names = array_column( json_decode( $answer, true )['entities'], 'name' );
		wp_set_object_terms( $post_id, $names, 'aalam_name' );
	} elseif ( $answer > 0 && $attempt < AALAM_ATTEMPTS ) {
		wp_schedule_single_event( time() + $answer, 'aalam_store_names', array( $post_id, $attempt + 1 ) );
	}
}

/** The content with `<mark class="aalam …">` round each name; the content itself if there is no answer. */
function aalam_mark_names( string $content ): string {
	$key    = 'aalam_' . md5( $content );
	$marked = get_transient( $key );
	if ( false === $marked ) {
		$marked = aalam_post( $content, array( 'format' => 'html' ) );
		if ( ! is_string( $marked ) ) {
			return $content;
		}
		set_transient( $key, $marked, DAY_IN_SECONDS );
	}
	return $marked;
}

/**
 * Posts HTML.
 *
 * @return string|int The answer's body; else after how many seconds it is worth another try, or 0 for never.
 */
function aalam_post( string $html, array $options ): string|int {
	if ( get_transient( 'aalam_paused' ) ) {
		return AALAM_PAUSE_S;
	}
	$response = wp_remote_post(
		AALAM_URL . '/v1/tag?' . http_build_query( $options ),
		array(
			'timeout' => AALAM_TIMEOUT_S,
			'headers' => array( 'Content-Type' => 'text/html; charset=utf-8' )
				+ ( defined( 'AALAM_KEY' ) ? array( 'Authorization' => 'Bearer ' . AALAM_KEY ) : array() ),
			'body'    => $html,
		)
	);
	$status = is_wp_error( $response ) ? 0 : wp_remote_retrieve_response_code( $response );
	if ( 200 === $status ) {
		return wp_remote_retrieve_body( $response );
	}
	if ( 0 === $status ) {
		error_log( 'Aalam: ' . $response->get_error_message() );
	} else {
		$problem = json_decode( wp_remote_retrieve_body( $response ), true ) ?? array();
		error_log( sprintf( 'Aalam: %d %s %s', $status, $problem['code'] ?? '', $problem['request_id'] ?? '' ) );
	}
	if ( $status >= 400 && $status < 500 && 429 !== $status ) {
		return 0; // the post itself cannot be tagged (too long, say): asking again would not help
	}
	$pause = max( AALAM_PAUSE_S, 0 === $status ? 0 : (int) wp_remote_retrieve_header( $response, 'retry-after' ) );
	set_transient( 'aalam_paused', '1', $pause );
	return $pause;
}
