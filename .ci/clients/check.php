<?php
// usage: php check.php SERVICE_URL BUSY_URL HANGING_URL CLOSED_URL     checks docs/clients/aalam.php with as much of WordPress as it uses

const ABSPATH        = '/';
const DAY_IN_SECONDS = 86400;

class WP_Error {
	public function __construct( private string $message ) {}
	public function get_error_message(): string {
		return $this->message;
	}
}

$hooks = $transients = $posts = $terms = $scheduled = array();
$asked = 0;

function add_action( string $name, callable $do, int $priority = 10, int $arguments = 1 ): void {
	$GLOBALS['hooks'][ $name ] = $do;
}
function add_filter( string $name, callable $do, int $priority = 10, int $arguments = 1 ): void {
	add_action( $name, $do, $priority, $arguments );
}
function register_taxonomy( string $name, string $type, array $options ): void {
	$GLOBALS['taxonomy'] = $name;
}
function wp_is_post_revision( int $id ): bool {
	return 2 === $id;
}
function wp_is_post_autosave( int $id ): bool {
	return 3 === $id;
}
function get_post_field( string $field, int $id ): string {
	return $GLOBALS['posts'][ $id ];
}
function get_transient( string $key ): mixed {
	return $GLOBALS['transients'][ $key ][0] ?? false;
}
function set_transient( string $key, mixed $value, int $seconds ): void {
	$GLOBALS['transients'][ $key ] = array( $value, $seconds );
}
function wp_set_object_terms( int $id, array $names, string $taxonomy ): void {
	assert( $taxonomy === $GLOBALS['taxonomy'] );
	$GLOBALS['terms'][ $id ] = $names;
}
function wp_schedule_single_event( int $time, string $hook, array $arguments ): void {
	$GLOBALS['scheduled'][] = array( $time - time(), $hook, $arguments );
}
function wp_remote_post( string $url, array $request ): array|WP_Error {
	++$GLOBALS['asked'];
	$handle = curl_init( str_replace( AALAM_URL, $GLOBALS['server'], $url ) );
	curl_setopt_array( $handle, array(
		CURLOPT_POSTFIELDS     => $request['body'],
		CURLOPT_TIMEOUT        => $request['timeout'],
		CURLOPT_HTTPHEADER     => array_map( fn( $name, $value ) => "$name: $value", array_keys( $request['headers'] ), $request['headers'] ),
		CURLOPT_RETURNTRANSFER => true,
		CURLOPT_HEADERFUNCTION => function ( $handle, string $line ) use ( &$headers ): int {
			$parts = explode( ':', $line, 2 );
			$headers[ strtolower( $parts[0] ) ] = trim( $parts[1] ?? '' );
			return strlen( $line );
		},
	) );
	$body = curl_exec( $handle );
	if ( false === $body ) {
		return new WP_Error( curl_error( $handle ) );
	}
	return array( 'status' => curl_getinfo( $handle, CURLINFO_RESPONSE_CODE ), 'headers' => $headers, 'body' => $body );
}
function is_wp_error( mixed $value ): bool {
	return $value instanceof WP_Error;
}
function wp_remote_retrieve_response_code( array $response ): int {
	return $response['status'];
}
function wp_remote_retrieve_body( array $response ): string {
	return $response['body'];
}
function wp_remote_retrieve_header( array $response, string $name ): string {
	return $response['headers'][ $name ] ?? '';
}

function same( mixed $expected, mixed $found, string $what ): void {
	if ( $expected !== $found ) {
		fwrite( STDERR, "$what: " . var_export( $found, true ) . "\n" );
		exit( 1 );
	}
}
function save( int $id ): void {
	$GLOBALS['hooks']['save_post_post']( $id );
}
function shown( string $content ): string {
	return $GLOBALS['hooks']['the_content']( $content );
}

list( , $service, $busy, $hanging, $closed ) = $argv;
define( 'AALAM_URL', 'http://aalam.test' );
$log = tempnam( sys_get_temp_dir(), 'aalam' );
ini_set( 'error_log', $log );
require __DIR__ . '/../../docs/clients/aalam.php';
$hooks['init']();
$server = $service;
$post   = '<p>قال <b>سيرغي</b> لافروف ببيروت، وقال نضال الخرشومي: نعم</p>';
$posts  = array( 1 => $post, 2 => $post, 3 => $post );

array_map( 'save', array( 1, 2, 3 ) );
same( array( 1 => array( 'سيرغي لافروف', 'بيروت' ) ), $terms, 'names of listed entities, of no revision and no autosave' );
$marked = shown( $post );
same( 4, substr_count( $marked, '<mark class="aalam ' ), 'marks' );
same( $post, preg_replace( '~</?(mark|a)\b[^>]*>~', '', $marked ), 'the HTML round the marks' );
$before = $asked;
same( $marked, shown( $post ), 'the same content again' );
same( $before, $asked, 'requests for the same content' );

foreach ( array( 'closed' => $closed, 'hanging' => $hanging, 'busy' => $busy ) as $what => $server ) {
	$transients = $terms = $scheduled = array();
	$started    = microtime( true );
	$before     = $asked;
	save( 1 );
	same( $post, shown( $post ), "$what: the content" );
	same( 1, $asked - $before, "$what: requests before the pause" );
	same( true, microtime( true ) - $started < 2 * AALAM_TIMEOUT_S, "$what: the wait" );
	same( array(), $terms, "$what: names" );
	same( array( array( 60, 'aalam_store_names', array( 1, 2 ) ) ), $scheduled, "$what: the next attempt" );
	same( 60, $transients['aalam_paused'][1], "$what: the pause" );
	$hooks['aalam_store_names']( 1, 5 );
	same( 1, count( $scheduled ), "$what: attempts after the last" );
}
$server     = $service;
$transients = $scheduled = array();
$hooks['aalam_store_names']( 1, 2 );
same( array( 'سيرغي لافروف', 'بيروت' ), $terms[1], 'names by the scheduler' );
$posts[1] = str_repeat( $post, 20000 );
save( 1 );
same( array(), $scheduled, 'attempts for a post that is too long' );
same( array(), $transients, 'a pause for a post that is too long' );
same( 1, preg_match( '/Aalam: 413 body_too_large \S+$/m', file_get_contents( $log ) ), 'the log' );
unlink( $log );
echo "PHP: passed\n";
